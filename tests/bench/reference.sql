-- What an analyst would write by hand in DuckDB for the same anonymising and the same counts, and nothing else: values
-- folded over their distinct spellings, times parsed, case numbers as a keyed hash, every figure counted in the parts
-- of time that make up the three windows. One number printed below stands for all: it must not cost more than it does.
--
-- Given: the view logs (log, and every field as text); the tables spelling (vocabulary, squashed, key, place),
-- band (key, first, last), office (city, opened) and tile (tile, first, until); the variables inner_pad and outer_pad.
--
-- Not done: validation, setting records aside, row numbers, marks of problems, the tripwire, compatibility forms of
-- Unicode, reconciling, rounding and audit.

CREATE MACRO digits(text) AS translate(text, '۰۱۲۳۴۵۶۷۸۹', '0123456789');
CREATE MACRO squash(text) AS regexp_replace(lower(digits(text)), '[^\p{L}\p{N}\p{M}<>+]', '', 'g');
CREATE MACRO tidy(text) AS upper(trim(text, ' ' || chr(160)));
CREATE MACRO hmac(text) AS
    left(sha256(getvariable('outer_pad') || unhex(sha256(getvariable('inner_pad') || encode(text)))), 32);
CREATE MACRO moment(text) AS try_strptime(text, [
    '%Y-%m-%d %H:%M', '%d-%m-%Y %H:%M', '%d/%m/%Y %H:%M', '%Y-%m-%dT%H:%M:%SZ', '%Y-%m-%d', '%d-%m-%Y', '%d/%m/%Y']);

CREATE MACRO reporting_year(month) AS
    printf('%d-12_%d-11', left(month, 4)::INTEGER - (right(month, 2) <> '12')::INTEGER,
        left(month, 4)::INTEGER + (right(month, 2) = '12')::INTEGER);

CREATE TEMP TABLE distinct_values AS
    SELECT list(DISTINCT kind) AS kind, list(DISTINCT gender) AS gender, list(DISTINCT contacting_for) AS
        contacting_for, list(DISTINCT age) AS age_band, list(DISTINCT province) AS province, list(DISTINCT
        city) AS city, list(DISTINCT case_type) AS case_type, list(DISTINCT secondary_case_type) AS
        secondary_case_type, list(DISTINCT platforms) AS platform, list(DISTINCT perpetrator) AS
        perpetrator, list(DISTINCT within_fia_remit) AS within_fia_remit, list(DISTINCT referrals) AS
        referral, list(DISTINCT fia_referral) AS fia_referral, list(DISTINCT heard_from) AS heard_from,
        list(DISTINCT services) AS service, list(DISTINCT suicidal_ideation) AS suicidal_ideation,
        list(DISTINCT vulnerable_communities) AS vulnerable_community, list(DISTINCT takeover_scam) AS
        takeover_scam
    FROM logs;
CREATE TEMP TABLE spelled AS
    SELECT field, unnest(raws) AS raw FROM (UNPIVOT distinct_values ON COLUMNS(*) INTO NAME field VALUE raws);
CREATE TEMP TABLE parts AS
    SELECT field, raw, squash(unnest(string_split(raw, ';'))) AS squashed FROM spelled;
CREATE TEMP TABLE keys AS
    SELECT DISTINCT p.field, p.raw, s.place,
        coalesce(s.key, b.key, CASE WHEN p.field = 'city' THEN 'other' END) AS key
    FROM parts p
    LEFT JOIN spelling s ON s.squashed = p.squashed AND s.vocabulary = CASE p.field
        WHEN 'secondary_case_type' THEN 'case_type' WHEN 'within_fia_remit' THEN 'yes_no'
        WHEN 'takeover_scam' THEN 'yes_no' ELSE p.field END
    LEFT JOIN band b ON p.field = 'age_band' AND try_cast(p.squashed AS INTEGER) BETWEEN b.first AND b.last
    WHERE p.squashed <> '';
CREATE TEMP TABLE folded AS
    SELECT field, raw, string_agg(key, ';' ORDER BY place) AS key FROM keys GROUP BY ALL;
CREATE MACRO folded_to(name) AS TABLE SELECT raw, key FROM folded WHERE field = name;

COPY (
    SELECT log, tidy(contact_id) AS contact_id, hmac(tidy(case_ref)) AS "case", strftime(received, '%Y-%m') AS month,
        dayname(received) AS weekday, CASE WHEN contains(received_at, ':') THEN hour(received)::TINYINT END AS hour,
        kind.key AS kind, gender.key AS gender, contacting_for.key AS contacting_for, age.key AS age_band,
        province.key AS province, city.key AS city, case_type.key AS case_type, secondary_case_type.key AS
        secondary_case_type, platforms.key AS platforms, perpetrator.key AS perpetrator,
        within_fia_remit.key AS within_fia_remit, referrals.key AS referrals, fia_referral.key AS
        fia_referral, heard_from.key AS heard_from, services.key AS services, suicidal_ideation.key AS
        suicidal_ideation, vulnerable_communities.key AS vulnerable_communities, takeover_scam.key AS
        takeover_scam,
        CASE WHEN city.key IS NULL THEN NULL 
            WHEN office.opened <= received::DATE THEN 'with' ELSE 'without' END AS office_access,
        tile.tile
    FROM (
        SELECT *, CASE WHEN ends_with(received_at, 'Z') THEN written + INTERVAL 5 HOUR ELSE written END AS received
        FROM (
            SELECT *, CASE WHEN regexp_matches(received_at, '[۰-۹]') THEN moment(digits(received_at))
                ELSE moment(received_at) END AS written
            FROM logs)) AS records
    LEFT JOIN folded_to('kind') AS kind ON kind.raw = records.kind
    LEFT JOIN folded_to('gender') AS gender ON gender.raw = records.gender
    LEFT JOIN folded_to('contacting_for') AS contacting_for ON contacting_for.raw = records.contacting_for
    LEFT JOIN folded_to('age_band') AS age ON age.raw = records.age
    LEFT JOIN folded_to('province') AS province ON province.raw = records.province
    LEFT JOIN folded_to('city') AS city ON city.raw = records.city
    LEFT JOIN folded_to('case_type') AS case_type ON case_type.raw = records.case_type
    LEFT JOIN folded_to('secondary_case_type') AS secondary_case_type ON secondary_case_type.raw = records.secondary_case_type
    LEFT JOIN folded_to('platform') AS platforms ON platforms.raw = records.platforms
    LEFT JOIN folded_to('perpetrator') AS perpetrator ON perpetrator.raw = records.perpetrator
    LEFT JOIN folded_to('within_fia_remit') AS within_fia_remit ON within_fia_remit.raw = records.within_fia_remit
    LEFT JOIN folded_to('referral') AS referrals ON referrals.raw = records.referrals
    LEFT JOIN folded_to('fia_referral') AS fia_referral ON fia_referral.raw = records.fia_referral
    LEFT JOIN folded_to('heard_from') AS heard_from ON heard_from.raw = records.heard_from
    LEFT JOIN folded_to('service') AS services ON services.raw = records.services
    LEFT JOIN folded_to('suicidal_ideation') AS suicidal_ideation ON suicidal_ideation.raw = records.suicidal_ideation
    LEFT JOIN folded_to('vulnerable_community') AS vulnerable_communities ON vulnerable_communities.raw = records.vulnerable_communities
    LEFT JOIN folded_to('takeover_scam') AS takeover_scam ON takeover_scam.raw = records.takeover_scam
    LEFT JOIN office ON office.city = city.key
    LEFT JOIN tile ON received >= tile.first AND received < tile.until
) TO '{contacts}' (FORMAT parquet);
CREATE VIEW contacts AS FROM '{contacts}';

CREATE TEMP TABLE cases AS
    SELECT * EXCLUDE ("case", contact_id, log, kind, weekday, hour, place)
    FROM (
        SELECT *, CASE WHEN "case" IS NULL THEN 1 ELSE row_number() OVER (
            PARTITION BY "case" ORDER BY month, log, substr(contact_id, 3)::BIGINT) END AS place
        FROM contacts WHERE kind = 'new')
    WHERE place = 1 AND tile IS NOT NULL;

CREATE TABLE counted AS
    SELECT 'calls' AS figure, tile, NULL::VARCHAR AS first, NULL::VARCHAR AS second, count(*) AS records
    FROM contacts WHERE log = 'calls' GROUP BY ALL
    UNION ALL
    SELECT 'new_calls' AS figure, tile, NULL, NULL, count(*) AS records
    FROM contacts WHERE log = 'calls' AND kind = 'new' GROUP BY ALL
    UNION ALL
    SELECT 'follow_up_calls' AS figure, tile, NULL, NULL, count(*) AS records
    FROM contacts WHERE log = 'calls' AND kind = 'follow_up' GROUP BY ALL
    UNION ALL
    SELECT 'calls_by_month' AS figure, tile, month, kind, count(*) AS records
    FROM contacts WHERE log = 'calls' GROUP BY ALL
    UNION ALL
    SELECT 'mean_calls_per_month' AS figure, tile, NULL, NULL, count(*) AS records
    FROM contacts WHERE log = 'calls' GROUP BY ALL
    UNION ALL
    SELECT 'mean_new_calls_per_month' AS figure, tile, NULL, NULL, count(*) AS records
    FROM contacts WHERE log = 'calls' AND kind = 'new' GROUP BY ALL
    UNION ALL
    SELECT 'follow_up_share' AS figure, tile, NULL, NULL, count(*) AS records
    FROM contacts WHERE log = 'calls' AND kind = 'follow_up' GROUP BY ALL
    UNION ALL
    SELECT 'emails' AS figure, tile, NULL, NULL, count(*) AS records
    FROM contacts WHERE log = 'emails' GROUP BY ALL
    UNION ALL
    SELECT 'new_emails' AS figure, tile, NULL, NULL, count(*) AS records
    FROM contacts WHERE log = 'emails' AND kind = 'new' GROUP BY ALL
    UNION ALL
    SELECT 'follow_up_emails' AS figure, tile, NULL, NULL, count(*) AS records
    FROM contacts WHERE log = 'emails' AND kind = 'follow_up' GROUP BY ALL
    UNION ALL
    SELECT 'cases' AS figure, tile, NULL, NULL, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'contacts' AS figure, tile, NULL, NULL, count(*) AS records
    FROM contacts GROUP BY ALL
    UNION ALL
    SELECT 'channel' AS figure, tile, log, NULL, count(*) AS records
    FROM contacts GROUP BY ALL
    UNION ALL
    SELECT 'calls_by_weekday_and_hour' AS figure, tile, lower(weekday), format('{:02d}', hour), count(*) AS records
    FROM contacts WHERE log = 'calls' GROUP BY ALL
    UNION ALL
    SELECT 'gender' AS figure, tile, gender, NULL, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'contacting_for' AS figure, tile, contacting_for, NULL, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'contacting_for_by_gender' AS figure, tile, gender, contacting_for, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'contacting_for_by_quarter' AS figure, tile, left(month, 4) || '-Q' || (substr(month, 6, 2)::INTEGER + 2) // 3, contacting_for, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'case_types', tile, case_type, 'primary', count(*)
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'case_types', tile, secondary_case_type, 'secondary', count(*)
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'case_types_by_gender' AS figure, tile, gender, case_type, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'case_types_by_platform' AS figure, tile, part, case_type, count(*) AS records
    FROM (SELECT *, unnest(string_split(platforms, ';')) AS part FROM cases) GROUP BY ALL
    UNION ALL
    SELECT 'types_per_case' AS figure, tile, NULL, NULL, count(*) AS records
    FROM cases WHERE secondary_case_type IS NOT NULL AND case_type IS NOT NULL GROUP BY ALL
    UNION ALL
    SELECT 'takeover_scams_by_month' AS figure, tile, month, NULL, count(*) AS records
    FROM cases WHERE takeover_scam = 'yes' AND month >= '2018-09' GROUP BY ALL
    UNION ALL
    SELECT 'province' AS figure, tile, province, NULL, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'city' AS figure, tile, city, NULL, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'perpetrator' AS figure, tile, perpetrator, NULL, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'perpetrator_by_gender' AS figure, tile, gender, perpetrator, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'cybercrime_office_access' AS figure, tile, office_access, NULL, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'cybercrime_office_access_fixed', tile, CASE WHEN city IS NULL THEN NULL
        WHEN opened <= tile.first THEN 'with' ELSE 'without' END, NULL, count(*)
        FROM cases JOIN tile USING (tile) LEFT JOIN office USING (city) GROUP BY ALL
    UNION ALL
    SELECT 'within_fia_remit' AS figure, tile, within_fia_remit, NULL, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'age_band' AS figure, tile, age_band, NULL, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'age_by_gender' AS figure, tile, gender, age_band, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'platform' AS figure, tile, part, NULL, count(*) AS records
    FROM (SELECT *, unnest(string_split(platforms, ';')) AS part FROM cases) GROUP BY ALL
    UNION ALL
    SELECT 'platform_by_month' AS figure, tile, month, part, count(*) AS records
    FROM (SELECT *, unnest(string_split(platforms, ';')) AS part FROM cases) GROUP BY ALL
    UNION ALL
    SELECT 'referral' AS figure, tile, part, NULL, count(*) AS records
    FROM (SELECT *, unnest(string_split(referrals, ';')) AS part FROM cases) GROUP BY ALL
    UNION ALL
    SELECT 'fia_referral' AS figure, tile, fia_referral, NULL, count(*) AS records
    FROM cases WHERE list_contains(string_split(referrals, ';'), 'fia') GROUP BY ALL
    UNION ALL
    SELECT 'heard_from' AS figure, tile, heard_from, NULL, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'services' AS figure, tile, part, NULL, count(*) AS records
    FROM (SELECT *, unnest(string_split(services, ';')) AS part FROM cases) GROUP BY ALL
    UNION ALL
    SELECT 'service_combinations' AS figure, tile, replace(services, ';', '+'), NULL, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'suicidal_ideation' AS figure, tile, suicidal_ideation, NULL, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'suicidal_ideation_by_gender' AS figure, tile, gender, suicidal_ideation, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'vulnerable_community' AS figure, tile, part, NULL, count(*) AS records
    FROM (SELECT *, unnest(string_split(vulnerable_communities, ';')) AS part FROM cases) GROUP BY ALL
    UNION ALL
    SELECT 'gender_by_year' AS figure, tile, reporting_year(month), gender, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'case_types_by_year' AS figure, tile, reporting_year(month), case_type, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'province_by_year' AS figure, tile, reporting_year(month), province, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'perpetrator_by_year' AS figure, tile, reporting_year(month), perpetrator, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'age_band_by_year' AS figure, tile, reporting_year(month), age_band, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'heard_from_by_year' AS figure, tile, reporting_year(month), heard_from, count(*) AS records
    FROM cases GROUP BY ALL
    UNION ALL
    SELECT 'platform_by_year' AS figure, tile, reporting_year(month), part, count(*) AS records
    FROM (SELECT *, unnest(string_split(platforms, ';')) AS part FROM cases) GROUP BY ALL
    UNION ALL
    SELECT 'referral_by_year' AS figure, tile, reporting_year(month), part, count(*) AS records
    FROM (SELECT *, unnest(string_split(referrals, ';')) AS part FROM cases) GROUP BY ALL
    UNION ALL
    SELECT 'services_by_year' AS figure, tile, reporting_year(month), part, count(*) AS records
    FROM (SELECT *, unnest(string_split(services, ';')) AS part FROM cases) GROUP BY ALL;
