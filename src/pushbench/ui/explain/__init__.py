"""What a finding or a service's word means, why it came, and what to do: the answer to "Why?"."""
