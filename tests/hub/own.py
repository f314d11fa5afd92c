"""Comments about things that no built-in theme names, and examples of one such."""

COFFEE = [
    "The coffee machine by the door was out of order",
    "My coffee was cold and tasted burnt",
    "Please get better coffee",
    "The latte from the machine was weak",
    "Lovely coffee, best in town",
]
ABOUT_COFFEE = [
    "the coffee was lukewarm and bitter",
    "The cappuccino machine is broken again",
    "Your coffee tastes of nothing",
    "I only come in for the coffee and it was awful today",
    "no milk for the coffee again",
    "The coffee is far too weak",
]
ABOUT_OTHERS = [
    "I could not find a trolley anywhere",
    "The shelves were half empty",
    "The lights in the car park are out",
    "You never open before nine on Sundays",
    "The man at the till was very rude to me",
    "The music is far too loud in here",
    "Prices went up again this week",
    "The floor was wet and dirty at the entrance",
    "The bread was stale",
]
