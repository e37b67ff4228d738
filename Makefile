.PHONY: run test check format

run:            ## everything, alive
	infra/run

test:           ## every gate and every test
	infra/test

check:          ## the gates alone, under a minute
	python3 -m infra.bootstrap infra.gates --only-gates

format:         ## what a machine can put right
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .
	cd backend/web && npx --no-install biome check --write .
