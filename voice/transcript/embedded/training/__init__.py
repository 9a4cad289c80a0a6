"""How the embedded model is made: text, speech, training, export, evaluation; one command each."""
