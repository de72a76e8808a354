"""The words of keys of the API."""

from core.domain.api_keys import Access

OPTIONS = {
    "label": "What the key is for, such as the name of the program that uses it",
    "access": "What the program may do (default: read)",
    "key": "The key: start typing its number or label",
}
"""What options mean, by their names."""

ACCESSES = {Access.READ: "Read", Access.WRITE: "Read, add videos and change notes"}
