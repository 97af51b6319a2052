"""How every operation is called and answers: who calls, what they give beside the act, why it
cannot, what several families take or give alike. No operation is here.
"""
