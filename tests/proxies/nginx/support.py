"""What the cases of nginx share."""
import pathlib

from checks import CASES, GUARD, Failure, case, check, contains, equal  # noqa: F401
from clients import Connection, asked, curl, curl_started, nghttp  # noqa: F401
from driver import MODES, Driver, location  # noqa: F401
from server import Nginx  # noqa: F401
from servers import awaited  # noqa: F401
from sites import Site, says, spoiled, unchanged  # noqa: F401

HERE = pathlib.Path(__file__).resolve().parent
