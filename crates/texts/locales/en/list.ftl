# Words of lists and their filters.

list-show-all = Show all
list-name-contains = Name contains
list-text-contains = Text contains
list-all-hosts = All hosts
list-kind = Kind
list-all-kinds = All kinds
list-all = All
list-other-filters = Other filters may find some.
list-nothing-yet = Nothing is here yet
# $shown (String) - the number as it is written
list-more = { $shown } more in the list
