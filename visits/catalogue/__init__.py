"""Causes, parts and checklists as a tenant lays them down: settings of the visits."""
