"""Anonymise: read the allowed columns of all sources, normalise values to keys, and write one private Parquet file.

The file has one row a contact, in the order of the sources, with these columns and no others:

====================  ========  =====================================================================================
column                type      meaning
====================  ========  =====================================================================================
log                   string    ``calls`` or ``emails``
source                int32     position of the source in ``Intake.sources``
row                   int64     row in that source as staff see it: the heading is row 1, the first record row 2
contact_id            string    the reference where it has the form of ours, else its keyed pseudonym, or a problem;
                                where no log has references, a mark of the record's place
kind                  string    key of the vocabulary, null where empty, or a problem; so for all categories below
case                  string    keyed pseudonym of ``case_ref`` (HMAC-SHA-256, 32 hex digits); null where empty
month                 string    ``2018-11``, null, or a problem
weekday               string    ``monday`` …; null where the time is not known
hour                  int8      0 to 23; null where only a day was recorded
gender … takeover_scam  string  one column a field, under the field's name; ``age`` as ``age_band``
platforms, referrals, services, vulnerable_communities
                      string    keys joined by ``;`` in the vocabulary's order
city                  string    key of the gazetteer; ``other`` for any other place
city_hint             string    for a place outside the gazetteer: the key it may be a misspelling of, else null
not_recorded          string    the fields of which the record says in words that nothing is recorded, joined by ``;``
office_access         string    ``with`` or ``without`` a cybercrime office in the city on the day of contact; null
                                where the city or the day is not known
====================  ========  =====================================================================================

A problem takes the place of a value that is not allowed, and never holds it:

- ``!unknown`` or ``!unknown:<key>``: not in the vocabulary; with the nearest key, where one is near
- ``!formula``: begins as a spreadsheet formula
- ``!identifier``: looks like a phone number, identity card, bank account, device number, e-mail or web address
- ``!too_long``: longer than any value can be
- ``!invalid``: not a date, a time, a whole number or a reference
- ``!out_of_range``: an age outside 5 to 110
- ``!future``, ``!before_start``: received after today, or before the helpline began
"""

from tasks.anonymise.intake import anonymise
from tasks.anonymise.key import destroy_edition_key, installation_key, make_installation_key, pseudonym_key

__all__ = ["anonymise", "destroy_edition_key", "installation_key", "make_installation_key", "pseudonym_key"]
