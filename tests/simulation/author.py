"""Write whole honest schedules out of a seed; pure."""

from tests.simulation import cast
from tests.simulation.chance import dice
from tests.simulation.journeys import send_out
from tests.simulation.plan import DAY, HOUR, MINUTE, Plan, Signing, TakingIn
from tests.simulation.world import Network, Script, World
from tracking.kernel.scan import Act

FEWEST, MOST = 50, 280
FEWEST_DEVICES = 8


def honest_plan(seed: str, *, acts: int | None = None, network: Network | None = None) -> Plan:
    """Write an honest schedule.

    Args:
        seed: all that happens follows from it.
        acts: about how many acts are signed; between 50 and 300 if not said.
        network: how bad it is.
    """
    chance = dice("plan", seed)
    # Short ones are more: they say as much in less time.
    many = acts or int(FEWEST * (MOST / FEWEST) ** (chance.random() ** 1.7))
    world = World(chance=chance, network=network or Network())
    openings: list[TakingIn] = []
    world.begin(_taking_in(world, openings, many))
    if acts is None:
        world.begin(_looking_in(world), after=DAY)
    world.run()
    ends_ms = max(step.at_ms for step in world.steps) + HOUR
    return Plan(
        seed=seed,
        opening=tuple(openings),
        steps=tuple(sorted(world.steps, key=lambda step: step.at_ms)),
        stays=world.stays,
        ends_ms=ends_ms,
    )


def _taking_in(world: World, openings: list[TakingIn], acts: int) -> Script:
    """Take dossiers in, one after the other or some together, until enough goes on."""
    counters = list(cast.COUNTERS)[: world.chance.randint(1, 2)]
    while _signed(world) < acts and len(openings) < acts // 9 + 1:
        counter = world.chance.choice(counters)
        decides = cast.WITHOUT_SCREENS if world.happens(0.1) else cast.DECIDES
        to_door = world.happens(0.4)
        together = [
            TakingIn(
                at_ms=0,
                dossier=str(len(openings) + place),
                counter=counter,
                decides=decides,
                to_door=to_door,
                has_slip=not world.happens(0.05),
            )
            for place in range(world.chance.choice([1, 1, 1, 2, 3]))
        ]
        openings += together
        world.begin(send_out(world, together))
        yield world.between(10 * MINUTE, 6 * HOUR)


def _looking_in(world: World) -> Script:
    """Let those who have done nothing so far check an envelope that they see."""
    for device, person, party in (
        ("desk_commune_2", "hai", "commune"),
        ("desk_village", "mai", "village"),
        ("desk_district", "tam", "district"),
        ("phone_chi", "chi", "chi"),
        ("phone_nam", "nam", "nam"),
        ("phone_quan", "quan", "commune"),
        ("phone_truong", "truong", "commune"),
    ):
        if len(world.devices) >= FEWEST_DEVICES:
            return
        if device not in world.devices:
            item = world.chance.choice(sorted(world.stays))
            world.sign(Act.CHECK, [item], party=party, hand=(device, person))
            yield world.between(MINUTE, HOUR)


def _signed(world: World) -> int:
    return sum(isinstance(step, Signing) for step in world.steps)
