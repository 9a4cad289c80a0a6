"""The parts of the carrier simulator: a person, sound, what rests at the carrier, its REST side, the line."""
