"""Every sentence is scored by learned models, so that effects without a cue word are found too."""
