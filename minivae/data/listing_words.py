"""What the generated property listings talk about: topics, districts, agents.

The city, its districts and its agents are made up.
"""

# The first word of a topic is its most frequent one.
TOPIC_WORDS = {
    "transport": """station train metro line minutes walk interchange bus stop express
        skytrain platform commute expressway ramp taxi pier boat connection terminal
        direct route airport link bicycle""",
    "facilities": """pool gym fitness sauna lobby parking lift lounge library steam
        court rooftop deck jacuzzi clubhouse meeting laundry coworking shuttle yoga
        locker playroom simulator table studio""",
    "investment": """yield rent tenant return investor guaranteed growth resale percent
        capital lease income demand annual price profit potential contract value rental
        occupied opportunity market agreement freehold""",
    "luxury": """marble exclusive penthouse designer private chandelier bespoke imported
        elegant concierge butler signature oak wine cellar jacuzzi prestige limousine
        curated gallery walnut brass velvet duplex crystal""",
    "family": """school children playground bedroom nursery safe kindergarten family
        international hospital park storage maid quiet kitchen spacious pet garden
        neighbours community dining bathtub tutor sandbox supermarket""",
    "river": """river view sunset pier waterfront balcony breeze boat promenade bridge
        panoramic ferry bank skyline terrace evening water reflection unblocked rooftop
        horizon moonlight lantern festival dock""",
    "campus": """university student campus faculty dormitory studio loft budget desk
        internet copy shop cafe semester roommate furnished small cheap bookshop library
        canteen exam noodle bicycle printer""",
    "green": """garden tree park quiet lake shade jogging bird air lawn trail flower
        morning leaf orchard breeze pond bamboo nature green picnic bicycle sky hill
        lotus""",
    "shopping": """mall market restaurant cinema shop supermarket department boutique
        street food night cafe bar stall brand bakery flagship arcade noodle hypermarket
        fashion dining coffee plaza vendor""",
    "bargain": """discount free transfer fee promotion urgent sale furniture included
        deposit instalment loan bank offer cash voucher owner below negotiable installed
        ready appliance waived price today""",
}

# Words of every listing, whatever it is about.
COMMON_WORDS = """condominium room floor unit building bedroom bathroom sqm new project
    area near located kitchen city call agent visit"""

# District: latitude, longitude, how many listings, and what is written about there.
DISTRICTS = {
    "Old Quay": (13.722, 100.502, 3, {"river": 2.6, "luxury": 1.0}),
    "Silk Square": (13.746, 100.538, 4, {"shopping": 2.4, "transport": 1.2}),
    "Embassy Row": (13.738, 100.572, 3, {"luxury": 2.4, "family": 1.2}),
    "College Hill": (13.832, 100.566, 3, {"campus": 2.8, "bargain": 0.8}),
    "Lotus Park": (13.806, 100.612, 2, {"green": 2.6, "family": 1.6}),
    "New Exchange": (13.776, 100.556, 4, {"investment": 2.2, "facilities": 1.4}),
    "Airport Gate": (13.712, 100.638, 2, {"transport": 2.4, "bargain": 1.6}),
}

# Agent: its share of the listings, and its niche.
AGENTS = {
    "Anchor & Sons": (3, {"river": 2.0}),
    "Bright Keys": (5, {}),
    "Crown Estates": (3, {"luxury": 2.4}),
    "Doorstep": (4, {"bargain": 2.0}),
    "Evergreen Homes": (3, {"green": 1.6, "family": 1.2}),
    "First Yield": (4, {"investment": 2.4}),
    "Graduate Lets": (2, {"campus": 2.4}),
    "Hub Living": (3, {"facilities": 1.6, "transport": 1.4}),
}

# From the first day to the last, a topic's log weight moves by so much.
TRENDS = {
    "investment": 2.0,
    "transport": 1.4,
    "facilities": 0.8,
    "luxury": -1.8,
    "family": -1.2,
    "river": -0.6,
}
