"""Who may say when he is not to be told (R32)."""

from servicedesk.people.rules import Rule

# Of oneself: whoever is staff. A key names the person, and needs the right to write settings.
own_quiet_hours = Rule("account.quiet_hours", lambda actor, obj: actor.kind == "staff")
