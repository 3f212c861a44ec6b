"""Requests to stop, looked for a few times a second; and the run's heartbeat."""

from __future__ import annotations

import math
import time
from pathlib import Path

from ..errors import DistilleryError
from ..protocol.process import HEARTBEAT_SECONDS, beat, is_asked_to_stop
from ..ranks import agree


class StopRequests:
    """Stop requests of a run, and whether its script was given that answer.

    Without a token no request is looked for. A process that is its own supervisor
    writes heartbeats as well.
    """

    def __init__(self, token: str, is_own_supervisor: bool) -> None:
        #: Whether a request or a signal came.
        self.is_asked = False
        #: Whether the script was given that answer.
        self.has_answered = False
        #: Time of the script's last look, by the monotonic clock.
        self.asked_at = -math.inf
        self._token = token
        self._beat_at = time.monotonic() if is_own_supervisor else math.inf

    def answer(self) -> bool:
        """Whether to stop: one answer for all processes of torch.distributed."""
        self.asked_at = time.monotonic()
        answer = agree(self.is_asked)
        self.has_answered = self.has_answered or answer
        return answer

    def poll(self, folder: Path) -> None:
        """Looks into the run folder for a request, and writes a heartbeat when due."""
        try:
            if not self.is_asked and self._token != "":
                self.is_asked = is_asked_to_stop(folder, self._token)
        except (OSError, DistilleryError):
            # Looked at again in a moment.
            return
        now = time.monotonic()
        if now - self._beat_at >= HEARTBEAT_SECONDS:
            self._beat_at = now
            beat(folder)
