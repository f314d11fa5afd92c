"""What the installer writes for a device: names, addresses and paths."""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from contract.settings import Broker
from contract.topics import device_name

ArcadeKey = Annotated[str, Meta(min_length=1, max_length=20)]
"""A key as browsers name it: `1`, `a`, `F13`, `ArrowUp`."""


class Clock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far this device's clock is believed."""

    trusted: bool = False
    """True where device and hub share one machine; else the kernel is asked."""


class Outbox(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much room the outbox may take."""

    limit_mb: Annotated[int, Meta(ge=16, le=64_000)] = 512
    """Megabytes of rows after which old rows make way for new ones."""
    reserve_mb: Annotated[int, Meta(ge=4, le=1_000)] = 8
    """Megabytes held back on the disk for when it is full."""
    keep_days: Annotated[float, Meta(ge=0, le=60)] = 7.0
    """Days that a row is kept after the hub's receipt."""


class Uplink(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How patient the line to the hub is."""

    receipt_timeout_s: Annotated[float, Meta(ge=0.5, le=300)] = 5.0
    """Seconds without a receipt after which a row is sent again; they double."""
    receipt_timeout_max_s: Annotated[float, Meta(ge=0.5, le=3600)] = 300.0
    """Seconds at which that doubling ends."""
    held_retry_s: Annotated[float, Meta(ge=0.5, le=3600)] = 30.0
    """Seconds between two tries while the hub has not approved this device."""
    status_every_s: Annotated[float, Meta(ge=1, le=3600)] = 60.0
    """Seconds between two words that the device is there."""


class Kiosk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The touchscreen."""

    port: Annotated[int, Meta(ge=1, le=65535)] = 8080
    """Port on 127.0.0.1."""
    screen_mm: Annotated[float, Meta(ge=80, le=2000)] = 155.0
    """Width of the screen in millimetres, for the size of faces and buttons."""
    comments: bool = True
    """Whether customers may type words."""
    arcade_keys: Annotated[tuple[ArcadeKey, ...], Meta(max_length=11)] = tuple("1234")
    """What wired buttons type, from the worst face to the best; none for no buttons."""

    def __post_init__(self) -> None:
        if len(set(self.arcade_keys)) < len(self.arcade_keys):
            raise ValueError("arcade_keys names a key twice; each face needs its own")


class Listen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Speaking instead of typing; only where a model for the language is installed."""

    source: Literal["microphone", "wav", "silence", "none"] = "microphone"
    """Where sound comes from: a recording or silence are for trying."""
    microphone: str | None = None
    """Part of the microphone's name; the machine's usual one if not said."""
    wav: str | None = None
    """The recording that is heard at every press, for source `wav`."""
    models: dict[str, str] = {}
    """Folder of a speech model by language, before those that are installed."""
    most_s: Annotated[float, Meta(ge=5, le=120)] = 30.0
    """Seconds after which listening ends, whatever is said."""
    silence_s: Annotated[float, Meta(ge=0.5, le=10)] = 2.0
    """Seconds of silence after the last word that end it."""
    nobody_s: Annotated[float, Meta(ge=2, le=60)] = 8.0
    """Seconds that end it where nobody says a word."""
    sentence_silence_s: Annotated[float, Meta(ge=0.2, le=5)] | None = None
    """Silence in seconds that ends a sentence; the model's own rules if not said."""
    sure_from: Annotated[float, Meta(ge=0, le=1)] = 0.6
    """Confidence under which words are confirmed first, and never scored."""
    sure_word_from: Annotated[float, Meta(ge=0, le=1)] = 0.7
    """Confidence under which a single word is marked."""
    memory_mb: Annotated[int, Meta(ge=50, le=16_000)] = 600
    """Megabytes that models may take before the least used one is let go."""

    def __post_init__(self) -> None:
        if self.source == "wav" and self.wav is None:
            raise ValueError("source is wav, but wav names no recording; add it")


Pin = Annotated[int, Meta(ge=0, le=27)]
"""A pin of the Pi's header by its BCM number."""


class Panel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Buttons, lamps and a presence sensor on the Pi's pins, by their BCM numbers."""

    buttons: Annotated[tuple[Pin, ...], Meta(max_length=11)] = ()
    """Pins of the wired buttons, from the worst face to the best."""
    lamps: Annotated[tuple[Pin, ...], Meta(max_length=11)] = ()
    """Pins of the lamps in those buttons, in the same order."""
    listening_lamp: Pin | None = None
    """Pin of the lamp that shines while the microphone listens."""
    presence: Pin | None = None
    """Pin of a sensor that sees whether somebody is near."""
    pull_up: bool = True
    """True where a pressed button connects its pin to ground."""
    settle_ms: Annotated[float, Meta(ge=1, le=500)] = 30.0
    """Milliseconds in which a button's contacts come to rest."""
    apart_s: Annotated[float, Meta(ge=0, le=600)] = 5.0
    """Who is near again within so many seconds is not counted anew."""
    sleep_after_s: Annotated[float, Meta(ge=0, le=86_400)] = 300.0
    """Seconds with nobody near after which the screen goes dark; 0 for never."""
    pins: Literal["gpio", "mock"] = "gpio"
    """The Pi's own pins, or mock ones for trying."""

    @property
    def is_wired(self) -> bool:
        """Is anything wired at all?"""
        alone = (self.listening_lamp, self.presence)
        return bool(self.buttons or self.lamps or any(p is not None for p in alone))

    def __post_init__(self) -> None:
        alone = [p for p in (self.listening_lamp, self.presence) if p is not None]
        named = [*self.buttons, *self.lamps, *alone]
        if len(set(named)) < len(named):
            raise ValueError("[panel] names a pin twice; each wire needs its own")
        if len(self.lamps) > len(self.buttons):
            raise ValueError("[panel] lamps are more than buttons; name one for each")


class Camera(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The camera at the waiting line."""

    source: Literal["usb", "pi", "network", "file"] = "usb"
    """Where frames come from."""
    device: Annotated[int, Meta(ge=0, le=63)] = 0
    """Number N of a USB camera: `/dev/videoN`."""
    address: str | None = None
    """A network camera's address, as in `rtsp://camera.shop.example/1`."""
    file: str | None = None
    """A video file, for trying."""
    file_fps: Annotated[float, Meta(gt=0)] | None = None
    """Its true frames a second, where its own times lie."""
    width: Annotated[int, Meta(ge=64, le=4096)] = 640
    """Pixels across that the camera is asked for."""
    height: Annotated[int, Meta(ge=64, le=4096)] = 480
    """Pixels down that the camera is asked for."""
    rotate: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which the picture is turned."""
    fps: Annotated[float, Meta(ge=1, le=30)] = 5.0
    """Frames a second that are looked at. Below 3, tracks break."""
    detector: Literal["yolox", "motion"] = "yolox"
    """What finds people: a network, or movement alone, which is rough."""
    allow_rough: bool = False
    """Whether movement may stand in where the network's file is missing."""
    model: str | None = None
    """The network's file; the installed YOLOX-nano if not said."""
    small_model: str | None = None
    """A smaller network's file, for machines too slow for the first."""
    threads: Annotated[int, Meta(ge=1, le=16)] = 1
    """Threads of the network."""
    track_score: Annotated[float, Meta(ge=0.1, le=1)] = 0.6
    """Score from which somebody is followed at once."""
    count_score: Annotated[float, Meta(ge=0.1, le=1)] = 0.25
    """Score from which somebody may count, with more evidence."""
    zone: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")] = "till"
    """The waiting line's name in its events."""
    zones: str | None = None
    """File of the drawn zones; `zones.json` in the folder `data` if not said."""
    dwell_s: Annotated[float, Meta(ge=1, le=120)] = 5.0
    """Seconds after which somebody waits; who leaves sooner passed by."""
    busy_at: Annotated[int, Meta(ge=1, le=200)] = 5
    """How many must wait for the line to be told of at once."""
    every_s: Annotated[float, Meta(ge=5, le=3600)] = 60.0
    """Seconds between two events on the line."""
    stalled_s: Annotated[float, Meta(ge=2, le=600)] = 10.0
    """Seconds without a frame after which the camera counts as blind."""
    give_up_s: Annotated[float, Meta(ge=5, le=3600)] = 60.0
    """Seconds after which a read that hangs ends the program, to be started anew."""


class Device(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of a device's settings file."""

    name: str
    """The name in its certificate and topics."""
    data: str = "/var/lib/heed"
    """Folder for the outbox; shared by the device's processes."""
    models: str | None = None
    """Folder of installed models; `models` in the folder `data` if not said."""
    health_every_s: Annotated[float, Meta(ge=1, le=3600)] = 60.0
    """Seconds between two health events."""
    broker: Broker = Broker()
    """Where the hub's broker is."""
    outbox: Outbox = Outbox()
    """How much room the outbox may take."""
    uplink: Uplink = Uplink()
    """How patient the line to the hub is."""
    kiosk: Kiosk = Kiosk()
    """The touchscreen."""
    listen: Listen = Listen()
    """Speaking instead of typing."""
    panel: Panel = Panel()
    """Buttons, lamps and a presence sensor on the Pi's pins."""
    camera: Camera = Camera()
    """The camera at the waiting line."""
    clock: Clock = Clock()
    """How far the clock is believed."""

    def __post_init__(self) -> None:
        device_name(self.name)

    @property
    def outbox_path(self) -> Path:
        """The outbox file."""
        return Path(self.data) / "outbox.db"

    @property
    def models_path(self) -> Path:
        """The folder of installed models."""
        return Path(self.models) if self.models else Path(self.data) / "models"

    @property
    def zones_path(self) -> Path:
        """The file of the drawn zones."""
        return Path(self.camera.zones or Path(self.data) / "zones.json")

    @property
    def camera_socket(self) -> Path:
        """Where the camera's process answers the set-up page."""
        return Path(self.data) / "camera.sock"

    @property
    def people_model(self) -> Path:
        """The network that finds people."""
        return Path(
            self.camera.model or self.models_path / "people-416/yolox_nano.onnx"
        )

    @property
    def small_people_model(self) -> Path:
        """The network for a machine too slow for the first."""
        return Path(
            self.camera.small_model or self.models_path / "people-192/model.onnx"
        )
