-- A wrong pepper is not noticed until nobody gets in, and a wrong sealing key not before mails have been tried with it.
-- Each leaves something here that no other key can make (decision 0031). Filled by the first start that has them.
alter table installation add column pepper_check bytea;
alter table installation add column sealing_check_sealed bytea;
