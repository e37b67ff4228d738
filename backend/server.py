"""Serve the site by uvicorn, with its own arguments, and with sockets that write in bursts."""

from uvicorn.config import WS_PROTOCOLS
from uvicorn.main import main

WS_PROTOCOLS["auto"] = "backend.sockets:CorkedSocket"

if __name__ == "__main__":
    main()
