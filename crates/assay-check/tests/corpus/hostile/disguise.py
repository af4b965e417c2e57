### AS009 full-width letters: Python reads `eval`
ｅｖａｌ("1")
### AS104 the same, by the rule that it was to avoid
ｅｖａｌ("1")
### AS107 full-width letters in a special name
().__ｃｌａｓｓ__
### AS101 full-width letters in an import
import ｏｓ
### AS009 mathematical letters
𝐞𝐱𝐞𝐜("1")
### AS104 mathematical letters
𝐞𝐱𝐞𝐜("1")
### AS009 a ligature
ﬁt = 1
### AS108 full-width letters in an attribute
def leak(x):
    return x.ｇｉ_frame
### AS009 in a keyword of a class pattern
match "":
    case object(__ｃlass__=c):
        pass
### AS114 in a keyword of a class pattern
match "":
    case object(__ｃlass__=c):
        pass
### AS009 in a parameter
def step(ｎ):
    return n
### AS110 full-width letters in a method
def save(frame):
    frame.ｔo_csv("x")
### AS005 right-to-left override in a comment
# <U+202E> } fi
x = 1
### AS005 isolates in a string
level = "user<U+2066> # admin<U+2069>"
### AS005 a zero-width space in a string
x = "a<U+200B>b"
### AS005 a zero-width joiner between letters
x = "a<U+200D>b"
### AS005 a soft hyphen
x = "a<U+00AD>b"
### AS005 a byte order mark in the middle
x = 1 # <U+FEFF>
### AS005 a line separator
x = "a<U+2028>b"
### AS005 a tag character
x = "a<U+E0041>b"
### AS005 a Hangul filler, which is a letter that cannot be seen
ㅤ = 1
### AS005 a next line control
x = "a<U+0085>b"
### AS004 a NUL
x = 1<U+0000>
### AS004 a lone carriage return: an editor shows a comment, Python ends it
# harmless<U+000D>import os
### AS004 a form feed
x = 1<U+000C>
### AS004 a vertical tab
x = 1<U+000B>
### AS004 an escape for the terminal
# <U+001B>[2J
### AS004 a backspace
x = 1 # <U+0008><U+0008>
### AS004 a delete
x = "<U+007F>"
### AS003 UTF-7, in which a comment can hold code
# -*- coding: utf-7 -*-
### AS003 a declaration in the second line
#!/usr/bin/python
# vim: set fileencoding=latin-1 :
### AS003 a codec that transforms
# coding: rot13
### AS003 a raw escape codec
# coding=raw_unicode_escape
### AS003 behind blanks
   # coding: utf-16
### AS007 two statements where one belongs
x = 1 y = 2
### AS007 cut off in the middle
class Momentum(Strategy):
    def next(self):
        if self.data.Close[-1] >
### AS007 another language
function next() { return 1; }
### AS007 IPython
!ls
### AS007 Markdown around the code
```python
x = 1
```
### AS007 Python 2
print "hello"
### AS007 a tab where spaces were
if True:
        x = 1
	y = 2
