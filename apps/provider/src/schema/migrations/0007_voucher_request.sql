-- Which authorization request a voucher was spent for: that request alone may show it again, when it is opened twice at once or anew after a crash.
alter table voucher add column spent_for text;
