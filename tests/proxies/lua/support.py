"""What the cases of Lua share."""
from driver import LUA, captured, guarded  # noqa: F401


def guards(**settings):
    """Lua that makes a guard of each name with these settings, as Lua writes a table's members."""
    lines = ["guards = {}"]
    lines += [f"guards.{name} = tcenvelope.new {{ {words} }}" for name, words in settings.items()]
    return "\n".join(lines).replace("{", "{{").replace("}", "}}")
