"""Serve the site by uvicorn, with its own arguments and with sockets that take frames directly."""

from uvicorn.config import WS_PROTOCOLS
from uvicorn.main import main

from backend.asgi import application
from backend.garbage import spare_what_stays

__all__ = ["application"]

WS_PROTOCOLS["auto"] = "backend.sockets:DirectSocket"
spare_what_stays()

if __name__ == "__main__":
    main()
