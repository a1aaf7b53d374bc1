-- With a wrong HR_SECRET_KEY Kade started, and every bank account was out of order. What only the right key unseals.
create table key_check (
  id integer primary key check (id = 1),
  word_sealed bytea not null
);
