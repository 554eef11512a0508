"""Makes visible what should be: decides by pure rules what an attempt meant, carries it out, looks again, tells alarms.

It declares what it needs of a storage, a messenger and a pager as ports, and knows none of them.
"""
