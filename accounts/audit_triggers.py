"""The database itself refuses to change the audit trail, whoever asks.

Deleting is possible only for entries older than six months, the least that the law on network security (网络安全法,
article 21) wants kept; `accounts.audit.prune` keeps longer.
"""

TABLE = "accounts_auditentry"

_POSTGRESQL = f"""
CREATE FUNCTION audit_trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '6 months' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
CREATE TRIGGER audit_trail_rows BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION audit_trail_refuse();
CREATE TRIGGER audit_trail_whole BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_trail_refuse();
"""
_POSTGRESQL_BACK = f"""
DROP TRIGGER audit_trail_rows ON {TABLE};
DROP TRIGGER audit_trail_whole ON {TABLE};
DROP FUNCTION audit_trail_refuse();
"""
_SQLITE = (
    f"""CREATE TRIGGER audit_trail_update BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    f"""CREATE TRIGGER audit_trail_delete BEFORE DELETE ON {TABLE}
    WHEN OLD.at >= strftime('%Y-%m-%d %H:%M:%f', 'now', '-6 months')
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
)
_SQLITE_BACK = ("DROP TRIGGER audit_trail_update", "DROP TRIGGER audit_trail_delete")


def install(connection) -> None:
    """Create the triggers."""
    _run(connection, (_POSTGRESQL,) if connection.vendor == "postgresql" else _SQLITE)


def remove(connection) -> None:
    """Drop them: to undo the migration, and where tests empty whole tables."""
    _run(connection, (_POSTGRESQL_BACK,) if connection.vendor == "postgresql" else _SQLITE_BACK)


def _run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
