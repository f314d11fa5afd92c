"""The embedded broker, for a demo on a machine without Mosquitto.

It knows MQTT 3.1.1 only, keeps nothing and sends no message twice; so it serves
127.0.0.1 and nobody else.
"""

import asyncio
import logging
import signal
import sys
from typing import Any

ANONYMOUS = "amqtt.plugins.authentication.AnonymousAuthPlugin"


def settings(port: int) -> dict[str, Any]:
    """The broker's settings: loopback only, nobody signs in."""
    return {
        "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
        "plugins": {ANONYMOUS: {"allow_anonymous": True}},
    }


async def serve(port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    from amqtt.broker import Broker

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    broker = Broker(settings(port))
    await broker.start()
    await stop.wait()
    await broker.shutdown()


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(serve(int(sys.argv[1])))
