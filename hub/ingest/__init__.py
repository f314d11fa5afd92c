"""MQTT into the store: batches, receipts, and the messages going down."""
