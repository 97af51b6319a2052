"""Guards: each looks at the situation and the act, and answers with a refusal or nothing.

A docstring begins with the condition in French, between « », as the procedure's table prints it,
then names its source. A guard about a field stays silent while the field is not filled: asking for
it is the form's business.
"""
