"""What the window remembers from one start to the next."""

from pathlib import Path

from PySide6.QtCore import QSettings


class Memory:
    """Settings under names; `settings` None: nothing is remembered."""

    def __init__(self, settings: QSettings | None) -> None:
        self._settings = settings

    @property
    def is_kept(self) -> bool:
        """Whether anything is remembered at all."""
        return self._settings is not None

    def text(self, key: str, default: str = "") -> str:
        """What was kept as a text."""
        return str(self._settings.value(key, default)) if self._settings else default

    def value(self, key: str) -> object:
        """What was kept as whatever it is; None where nothing was."""
        return self._settings.value(key) if self._settings else None

    def keep(self, key: str, value: object) -> None:
        """Keep something."""
        if self._settings:
            self._settings.setValue(key, value)

    def write(self) -> None:
        """Write what was kept to where it is kept."""
        if self._settings:
            self._settings.sync()

    @property
    def folder(self) -> str:
        """The folder of the last file that was opened or saved."""
        return self.text("folder", str(Path.home()))

    def keep_folder_of(self, file: str) -> None:
        """Begin in that file's folder the next time."""
        self.keep("folder", str(Path(file).parent))
