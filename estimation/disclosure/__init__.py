from estimation.disclosure.rules import Rules
from estimation.disclosure.suppression import suppress
