"""English words that say little of what a text is about: articles, pronouns, ..."""

_GROUPS = {
    "articles": "a an the",
    "pronouns": """i me my mine myself we us our ours ourselves you your yours yourself
        yourselves he him his himself she her hers herself it its itself they them
        their theirs themselves who whom whose which what this that these those one
        each every either neither both all any some such same other another none
        much many more most few several less least own""",
    "to be, to have, to do": """am is are was were be been being have has had having do
        does did doing done""",
    "modals": "can could may might must shall should will would ought cannot",
    "prepositions": """about above across after against along among around as at before
        behind below beneath beside between beyond by down during except for from in
        inside into near of off on onto out outside over per since through throughout
        to toward towards under until up upon with within without""",
    "conjunctions": """and but or nor so yet if because although though while whereas
        whether than then when where why how unless""",
    "adverbs": """not no only also too very just even still already again ever never
        always often here there now once further thus hence therefore however else
        almost rather quite perhaps""",
    "short forms": """i'm i've i'll i'd you're you've you'll you'd he's he'll he'd she's
        she'll she'd it's it'll we're we've we'll we'd they're they've they'll they'd
        that's there's here's who's what's let's isn't aren't wasn't weren't hasn't
        haven't hadn't don't doesn't didn't can't couldn't won't wouldn't shan't
        shouldn't mustn't""",
}

ENGLISH = frozenset(word for group in _GROUPS.values() for word in group.split())
