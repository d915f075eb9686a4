from servicedesk.estates.models.places import Building, Estate, PublicArea, Unit
from servicedesk.estates.models.residents import Occupant, Resident, ResidentPhone

__all__ = ["Building", "Estate", "Occupant", "PublicArea", "Resident", "ResidentPhone", "Unit"]
