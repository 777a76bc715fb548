-- TIME shows that scripts run at all, and that they may call a command.
--
-- Reply seconds microseconds - the server's clock
--
return redis.call('TIME')
