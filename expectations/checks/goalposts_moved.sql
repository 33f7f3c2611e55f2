-- severity: warning
-- says: the baseline's figures as held today give other goalposts than the frozen ones
-- says_he: נתוני שנת הבסיס כפי שהם היום נותנים יעדי ייחוס אחרים מן המוקפאים
-- do: nothing while the index is in use: goalposts stay frozen; if a revision or a new definition moved them, agree on new ones and freeze them with a new date in seeds/index_goalposts.csv
-- do_he: אין צורך בדבר כל עוד האינדקס בשימוש: יעדי הייחוס נשארים מוקפאים; אם עדכון או הגדרה חדשה הזיזו אותם, להסכים על חדשים ולהקפיא אותם בתאריך חדש ב-seeds/index_goalposts.csv
select
    'seeds/index_goalposts.csv' as file,
    goalposts.indicator_id as locator,
    round(goalposts.low_today, 4) || ' to ' || round(goalposts.high_today, 4) as found,
    goalposts.low || ' to ' || goalposts.high as expected
from marts.index_goalposts as goalposts
cross join raw.run as run
where
    -- The frozen goalposts are of real figures; the synthetic sample has none of these.
    not run.synthetic
    and goalposts.settlements_at_baseline > 0
    and greatest(abs(goalposts.low_today - goalposts.low), abs(goalposts.high_today - goalposts.high))
    > 0.01 * (goalposts.high - goalposts.low)
