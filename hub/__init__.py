"""The program in the back room: events in; alerts, figures and pages out."""
