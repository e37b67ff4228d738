"""Serve the site by uvicorn, with its own arguments and with sockets that take frames directly."""

import gc

from uvicorn.config import WS_PROTOCOLS
from uvicorn.main import main

from backend.asgi import application

__all__ = ["application"]

WS_PROTOCOLS["auto"] = "backend.sockets:DirectSocket"
# Of thousands of sockets nearly all that they are made of lives long. To walk over it every few
# hundred objects was two thirds of a live process's time, in pauses of a quarter of a second.
gc.freeze()
gc.set_threshold(50_000, 20, 20)

if __name__ == "__main__":
    main()
