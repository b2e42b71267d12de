-- What an ended subscription used counts towards the caps of the next one.
comment on column usage_period.used_elsewhere is
    'Of SUM and COUNT: used in earlier parts of the usage period, and in that of an ended subscription. Of UNIQUE_COUNT: values of the period that this part has not seen.';
