CREATE TABLE `contact` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`name` text NOT NULL,
	`email` text DEFAULT '' NOT NULL,
	`organisation` text DEFAULT '' NOT NULL,
	`custom` text DEFAULT '{}' NOT NULL,
	`words` text NOT NULL,
	`merged_into` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `contact_words` ON `contact` (`account`,`words`,`id`);--> statement-breakpoint
CREATE TABLE `contact_number` (
	`account` text NOT NULL,
	`e164` text NOT NULL,
	`contact` text NOT NULL,
	`place` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`account`, `e164`),
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact`) REFERENCES `contact`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `contact_number_contact` ON `contact_number` (`contact`);--> statement-breakpoint
CREATE TABLE `number_use` (
	`number` text NOT NULL,
	`account` text NOT NULL,
	`kind` text NOT NULL,
	`target` text NOT NULL,
	`phone` text DEFAULT '' NOT NULL,
	`turn` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`number`, `kind`, `target`),
	FOREIGN KEY (`number`) REFERENCES `phone_number`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `number_use_target` ON `number_use` (`account`,`kind`,`target`);--> statement-breakpoint
CREATE TABLE `opt_out` (
	`account` text NOT NULL,
	`number` text NOT NULL,
	`other` text NOT NULL,
	`stopped` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`account`, `number`, `other`),
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `outbox_sms` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`from` text NOT NULL,
	`to` text NOT NULL,
	`text` text NOT NULL,
	`media` text NOT NULL,
	`message` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `outbox_sms_at` ON `outbox_sms` (`at`);--> statement-breakpoint
CREATE TABLE `phone_event` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `phone_message` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`room` text DEFAULT '' NOT NULL,
	`number` text NOT NULL,
	`other` text NOT NULL,
	`direction` text NOT NULL,
	`state` text NOT NULL,
	`error` text,
	`segments` integer NOT NULL,
	`provider` text,
	`by` text DEFAULT '' NOT NULL,
	`notice` integer DEFAULT false NOT NULL,
	`body` text,
	`due_at` integer DEFAULT 0 NOT NULL,
	`tried_at` integer,
	`at` integer NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`number`) REFERENCES `phone_number`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `phone_message_provider` ON `phone_message` (`provider`);--> statement-breakpoint
CREATE INDEX `phone_message_tried` ON `phone_message` (`number`,`tried_at`);--> statement-breakpoint
CREATE INDEX `phone_message_account` ON `phone_message` (`account`,`at`);--> statement-breakpoint
CREATE TABLE `phone_number` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`e164` text NOT NULL,
	`provider` text NOT NULL,
	`capabilities` text NOT NULL,
	`label` text DEFAULT '' NOT NULL,
	`monthly_cap` integer,
	`quiet_from` integer,
	`quiet_to` integer,
	`time_zone` text DEFAULT 'UTC' NOT NULL,
	`language` text DEFAULT 'en' NOT NULL,
	`greeting` text DEFAULT '' NOT NULL,
	`next_at` integer DEFAULT 0 NOT NULL,
	`warned` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	`removed_at` integer,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `phone_number_e164` ON `phone_number` (`e164`) WHERE removed_at IS NULL;--> statement-breakpoint
CREATE INDEX `phone_number_account` ON `phone_number` (`account`);--> statement-breakpoint
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
CREATE TABLE `sms_room` (
	`account` text NOT NULL,
	`number` text NOT NULL,
	`people` text NOT NULL,
	`room` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`number`, `people`),
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`number`) REFERENCES `phone_number`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sms_room_room` ON `sms_room` (`room`);--> statement-breakpoint
CREATE TABLE `sms_thread` (
	`account` text NOT NULL,
	`number` text NOT NULL,
	`other` text NOT NULL,
	`room` text NOT NULL,
	PRIMARY KEY(`number`, `other`),
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`number`) REFERENCES `phone_number`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `membership` ADD `extension` text;--> statement-breakpoint
CREATE UNIQUE INDEX `membership_extension` ON `membership` (`account`,`extension`);
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
