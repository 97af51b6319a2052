"""What everybody settles for themselves: screens, messages, absences, diary, password. Nothing here
is settled for anybody else."""
