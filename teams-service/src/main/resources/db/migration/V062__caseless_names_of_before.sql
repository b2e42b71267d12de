-- What was there before V060 gets its forms. Only rows are locked, so that requests go on meanwhile.
update team set name_folded = folded(name) where name_folded is null;
update scim_user set user_name_folded = folded(user_name_key), display_name_folded = folded(display_name_key)
 where user_name_folded is null;
update scim_user_email set address_folded = folded(address) where address_folded is null;
