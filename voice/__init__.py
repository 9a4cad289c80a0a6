"""Voice: inbound phone calls, recorded only after consent, told in the order they happen.

 1. call       a call arrives
 2. greeting   the caller is greeted, by a script somebody wrote and anybody can read
 3. consent    and asked; silence, a hang-up, an unclear answer and a fault all mean no
 4. recording  only what was permitted is recorded
 5. transcript the words are written down, on this machine
 6. redaction  personal data leaves the text before anything is made of it
 7. insight    something useful is said about the call, with its evidence
 8. label      the machine says what it did, computed from what happened
 9. review     a person looks
10. retention  everything ends

`journey` tells this story as code; `vault` is where things rest; `engine` makes work durable;
`web` holds the doors; `wiring` joins ports to adapters.
"""
