"""The command `rollout`, one module for each thing that an administrator does; imported only when asked for."""
