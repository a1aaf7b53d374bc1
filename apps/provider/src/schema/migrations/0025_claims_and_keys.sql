-- ID tokens can be signed with RS256 too, as every provider must (OpenID Connect Core §15.1). The RSA key
-- stands in the row of the ES256 key: it is made, published and retired with it. A process of the version before knows
-- nothing of the column, and a row that it makes gets its RSA key from the next process that does.
alter table signing_key add column rsa_private_key_sealed bytea;

-- What a directory may say of a name beside the whole of it; only it knows where one part ends and the other begins.
alter table person add column given_name text check (char_length(given_name) between 1 and 200);
alter table person add column family_name text check (char_length(family_name) between 1 and 200);
