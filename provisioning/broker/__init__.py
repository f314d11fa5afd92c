"""The MQTT broker: its settings, its access list, and brokers on this machine."""
