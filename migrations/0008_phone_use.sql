CREATE TABLE `phone_use` (
	`account` text NOT NULL,
	`month` text NOT NULL,
	`number` text NOT NULL,
	`by` text NOT NULL,
	`direction` text NOT NULL,
	`messages` integer NOT NULL,
	`segments` integer NOT NULL,
	PRIMARY KEY(`account`, `month`, `number`, `by`, `direction`),
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `phone_use` (`account`, `month`, `number`, `by`, `direction`, `messages`, `segments`)
SELECT `account`, strftime('%Y-%m', coalesce(`tried_at`, `at`) / 1000, 'unixepoch'), `number`, `by`, `direction`, count(*), sum(`segments`)
FROM `phone_message` WHERE `direction` = 'in' OR (`tried_at` IS NOT NULL AND `state` <> 'failed') GROUP BY 1, 2, 3, 4, 5;
--> statement-breakpoint
-- What a row of the ledger counts for is taken away as it was and added as it is. First a row of nothing, then a sum: an upsert would follow the
-- conflict rule of the statement that wrote to the ledger.
CREATE TRIGGER `phone_use_written` AFTER INSERT ON `phone_message`
WHEN new.`direction` = 'in' OR (new.`tried_at` IS NOT NULL AND new.`state` <> 'failed')
BEGIN
  INSERT OR IGNORE INTO `phone_use` (`account`, `month`, `number`, `by`, `direction`, `messages`, `segments`)
  VALUES (new.`account`, strftime('%Y-%m', coalesce(new.`tried_at`, new.`at`) / 1000, 'unixepoch'), new.`number`, new.`by`, new.`direction`, 0, 0);
  UPDATE `phone_use` SET `messages` = `messages` + 1, `segments` = `segments` + new.`segments`
  WHERE `account` = new.`account` AND `month` = strftime('%Y-%m', coalesce(new.`tried_at`, new.`at`) / 1000, 'unixepoch')
    AND `number` = new.`number` AND `by` = new.`by` AND `direction` = new.`direction`;
END;
--> statement-breakpoint
CREATE TRIGGER `phone_use_changed` AFTER UPDATE OF `state`, `tried_at`, `segments` ON `phone_message`
WHEN (old.`segments`, old.`tried_at`, old.`state` = 'failed') IS NOT (new.`segments`, new.`tried_at`, new.`state` = 'failed')
BEGIN
  UPDATE `phone_use` SET `messages` = `messages` - 1, `segments` = `segments` - old.`segments`
  WHERE (old.`direction` = 'in' OR (old.`tried_at` IS NOT NULL AND old.`state` <> 'failed'))
    AND `account` = old.`account` AND `month` = strftime('%Y-%m', coalesce(old.`tried_at`, old.`at`) / 1000, 'unixepoch')
    AND `number` = old.`number` AND `by` = old.`by` AND `direction` = old.`direction`;
  INSERT OR IGNORE INTO `phone_use` (`account`, `month`, `number`, `by`, `direction`, `messages`, `segments`)
  SELECT new.`account`, strftime('%Y-%m', coalesce(new.`tried_at`, new.`at`) / 1000, 'unixepoch'), new.`number`, new.`by`, new.`direction`, 0, 0
  WHERE new.`direction` = 'in' OR (new.`tried_at` IS NOT NULL AND new.`state` <> 'failed');
  UPDATE `phone_use` SET `messages` = `messages` + 1, `segments` = `segments` + new.`segments`
  WHERE (new.`direction` = 'in' OR (new.`tried_at` IS NOT NULL AND new.`state` <> 'failed'))
    AND `account` = new.`account` AND `month` = strftime('%Y-%m', coalesce(new.`tried_at`, new.`at`) / 1000, 'unixepoch')
    AND `number` = new.`number` AND `by` = new.`by` AND `direction` = new.`direction`;
END;
