"""The program that draws: Vega-Lite in, SVG out, until its pipe is closed.

Started by `drawing.Drawing` with the number of the pipe; a process of its own because
drawing takes 125 MB that only go back to the system when it ends.
"""

import sys
from multiprocessing.connection import Connection

VEGA_LITE = "5.20"
WARM_UP = """{"data": {"values": [{"a": 1}]}, "mark": "point",
    "encoding": {"x": {"field": "a", "type": "quantitative"}}}"""


def main() -> None:
    """Answer drawings one by one; an empty answer is one that could not be drawn."""
    import vl_convert

    pipe = Connection(int(sys.argv[1]))
    # The first drawing takes ten times as long: done while the page is still made.
    vl_convert.vegalite_to_svg(WARM_UP, vl_version=VEGA_LITE)
    try:
        while True:
            spec = pipe.recv_bytes().decode()
            try:
                drawn = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
            except ValueError as error:
                print(f"not drawn: {error}", file=sys.stderr)
                drawn = ""
            pipe.send_bytes(drawn.encode())
    except (EOFError, OSError):
        return


if __name__ == "__main__":
    main()
