"""Log-ins as Django keeps them in its table; whatever ends one closes what it had opened."""

from channels.db import database_sync_to_async
from django.contrib.sessions.backends import db
from django.db import transaction

from tracking.custody.operations.rights import end_log_in
from tracking.parties.tokens import log_in_id


class SessionStore(db.SessionStore):
    """One log-in. Log-out, another log-in in its place and a new password all delete its row."""

    @transaction.atomic
    def delete(self, session_key: str | None = None) -> None:
        """End a log-in, this one if no other is named, with what was opened beside it."""
        key = session_key or self.session_key
        super().delete(session_key)
        if key is not None:
            end_log_in(log_in=log_in_id(key))

    async def adelete(self, session_key: str | None = None) -> None:
        """End a log-in as `delete` does."""
        await database_sync_to_async(self.delete)(session_key)
