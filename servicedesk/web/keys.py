"""How a key is written in a template ("alt+u", "ctrl+enter", "g d"), shown on a button, and told to a reader."""

SHOWN = {
    "alt": "Alt",
    "ctrl": "Ctrl",
    "shift": "Shift",
    "enter": "↵",
    "escape": "Esc",
    "delete": "Del",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
ARIA = {"alt": "Alt", "ctrl": "Control", "shift": "Shift", "enter": "Enter", "escape": "Escape"}


def shown(keys: str) -> str:
    """alt+u becomes Alt U."""
    return " ".join(SHOWN.get(part, part.upper()) for part in keys.replace("+", " ").split())


def aria(keys: str) -> str:
    """alt+u becomes Alt+U, the value of aria-keyshortcuts."""
    return " ".join("+".join(ARIA.get(part, part.upper()) for part in chord.split("+")) for chord in keys.split())
