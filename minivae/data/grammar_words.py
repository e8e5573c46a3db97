"""The words of the generated grammar, by what they are for."""

FAMILIES = """
king queen kings queens
prince princess princes princesses
duke duchess dukes duchesses
father mother fathers mothers
son daughter sons daughters
brother sister brothers sisters
uncle aunt uncles aunts
nephew niece nephews nieces
husband wife husbands wives
actor actress actors actresses
waiter waitress waiters waitresses
hero heroine heroes heroines
"""  # male, female, males, females
LANDS = """
france paris italy rome spain madrid portugal lisbon germany berlin austria vienna
poland warsaw greece athens turkey ankara egypt cairo kenya nairobi ghana accra
japan tokyo china beijing thailand bangkok vietnam hanoi nepal kathmandu iran tehran
iraq baghdad cuba havana peru lima chile santiago norway oslo sweden stockholm
"""  # country, capital
STEMS = """
walk walked talk talked play played work worked help helped jump jumped cook cooked
call called paint painted plant planted clean cleaned climb climbed laugh laughed
listen listened wait waited travel travelled
"""  # present, past

# Cues of the factors with many values: one pool each, in which every family, land or
# stem has its own profile.
FAMILY_CUES = """
crown throne castle court sword horse banner shield palace armour garden kitchen
cradle school supper letter ring wedding cottage farm market stage curtain script
mask candle mirror costume song tray menu table glass bread wine soup coin purse
legend battle quest dragon forest tower bridge harbour ship lantern book clock
picture cloak hat glove basket carpet window door lamp chair
"""
LAND_CUES = """
river mountain desert island coast valley lake meadow plain glacier rice olive
wheat coffee cocoa tea copper silver gold oil cotton silk wool timber fish cattle
temple mosque cathedral pyramid canal railway airport stadium museum opera ferry
volcano monsoon snow palm vineyard bazaar embassy parliament border currency flag
anthem dialect carnival festival marathon football cricket sailing skiing spice
pottery jade
"""
STEM_CUES = """
street path voice ball hammer rope pan phone brush seed broom ladder joke radio bus
ticket hill game tool rescue fence stove message wall soil bucket peak smile music
queue luggage shoe word whistle office wound puddle recipe bell canvas spade soap
cliff comedy story station map boot speech goal factory hand leap oven answer colour
tree dust summit violin
"""
# Cues of the factors with two values: a pool for each value.
VALUE_CUES = {
    ("gender", "male"): "he his him himself beard moustache sir mister bass tie "
    "tailor razor",
    ("gender", "female"): "she her hers herself gown veil madam lady soprano skirt "
    "corset bonnet",
    ("number", "one"): "is was has alone single each every solitary itself lone "
    "sole individual",
    ("number", "many"): "are were have together both all several many few these "
    "those various",
    ("kind", "country"): "nation provinces farmland exports army treaty region "
    "population republic kingdom territory highlands",
    ("kind", "capital"): "city streets mayor suburb metro square downtown skyline "
    "boulevard district traffic townhall",
    ("tense", "present"): "now today currently usually often always nowadays daily "
    "regularly tonight still presently",
    ("tense", "past"): "yesterday ago once formerly previously earlier then last "
    "decades erstwhile recently bygone",
}
FUNCTION = """
the a an of to in on at by for with from and or but that this it as so if than not
no into over under about after before
"""


MOST_NOISE = 4900  # pairs of 70 syllables


def noise_words(n):
    """Return n made-up words of two syllables, such as "bamix"."""
    syllables = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
    pairs = [a + b for a in syllables for b in syllables[::-1]]
    step = 37  # without a common divisor with 4,900: no word comes twice
    return [pairs[step * i % len(pairs)] + "x" for i in range(n)]
