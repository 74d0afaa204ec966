ALTER TABLE `membership` ADD `extension` text;--> statement-breakpoint
CREATE UNIQUE INDEX `membership_extension` ON `membership` (`account`,`extension`);