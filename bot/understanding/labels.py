"""The labels that understanding gives out: the codes of themes, roles, urgency and intents."""

THEMES = (
    "child_abuse",
    "parenting_stress",
    "complex_separation",
    "partner_violence",
    "intimate_terror",
    "stalking",
    "elder_abuse",
    "parent_abuse",
    "animal_abuse",
    "sexual_violence",
    "fgm",
    "honour_violence",
    "forced_marriage",
    "abandonment",
    "sexual_exploitation",
    "labour_exploitation",
    "criminal_exploitation",
    "suicidality",
)

ROLES = ("victim", "child", "bystander", "professional", "perpetrator", "unknown")

URGENCIES = ("acute", "urgent", "concern", "none")
"""From the most to the least pressing."""

INTENTS = (
    "describe",
    "emergency",
    "ask_signals",
    "find_counter",
    "forward_signal",
    "receipt_status",
    "conversation_advice",
    "privacy",
    "about_service",
    "professional_duty",
    "safety_planning",
    "perpetrator_help",
    "talk_to_human",
    "wipe",
    "easy_language",
    "change_language",
    "greet",
    "thanks",
    "goodbye",
    "affirm",
    "deny",
    "feedback",
    "out_of_scope",
)

EMERGENCY = "emergency"
FALLBACK = "nlu_fallback"
"""What the dialogue sees instead of an intent that is too uncertain to act on; never a label of an example."""
