"""What PostgreSQL knows of the ledger's tables, after very many rows at once."""

from django.db import connection, transaction

# Below this the planner's mistakes cost nothing that anybody would notice.
MANY = 500


def many_came(how_many: int) -> None:
    """After a first billing run the tables are, for the planner, as empty as before, until autovacuum has come by; each
    list and report then reads all postings anew for each bill. So it is told once the run is committed.
    """
    if how_many >= MANY:
        transaction.on_commit(analyse, robust=True)


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT billing_analyse()")
