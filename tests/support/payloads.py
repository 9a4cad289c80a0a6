"""What somebody might say, type or write in a file so that it becomes markup; and what must then stand on no page."""

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "</textarea><script>alert(1)</script>",
    "{{ 61337 * 7 }}{% raw %}",
    "[PERSON_1<script>alert(1)</script>]",
    "<a href='javascript:alert(1)'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<b>x</b>",
    "<!--<script>alert(1)//-->",
]
DANGEROUS = (
    "<script>alert",
    "<img src=x",
    "<svg/onload",
    "<a href='javascript",
    "<b>x",
    "<!--<script",
    "429359",
    'href="javascript',
)
